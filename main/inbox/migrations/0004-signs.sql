-- Signs are words, too: what was filed without them is taken apart again, the newest first.
UPDATE message SET attachments = NULL WHERE attachments IS NOT NULL;
