"""What is published: topics, articles, editions, questions, answers, sources, warning signs."""
