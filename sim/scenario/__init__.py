"""What is asked: scenarios and expectations."""
