-- What administrators did and the brake stopped, in the order of the activity: read by itself without being sorted.
CREATE INDEX event_apart ON event (event) WHERE message IS NULL;
