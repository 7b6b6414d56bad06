"""What the assistant does for a worker: thin actions under rasa-sdk, one module per thing a worker wants to do."""
