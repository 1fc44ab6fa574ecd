"""Tasks worked on in processes that stay alive, several at a time.

Knows no plan and no tax: a job says what is done with a task.
"""
