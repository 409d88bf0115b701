-- An application that signed somebody out gets them back after their provider: one of its registered addresses, with its
-- state. Null: to our own sign-in page.
ALTER TABLE logout_requests ADD COLUMN return_to text CHECK (length(return_to) <= 8000);
