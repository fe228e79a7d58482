"""What is new: evidence that came in for a question, told by feeds, to saved questions and by hooks."""
