// An OpenID Connect provider with two people, whose password is anything.
import { Provider } from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const groups = { anna: ["team", "everyone", "user:ben"], ben: ["audit"] };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "pincite", client_secret: "a-secret-of-the-test", redirect_uris: [redirect] }],
  claims: { openid: ["sub"], profile: ["groups"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, groups: groups[id] ?? [] }) }),
  cookies: { keys: ["a-key-of-the-test"] },
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
