"""The place of the two protocols: Dataverse's Web API, and Human Resources' entities as OData.

Neither is built yet. A client is asked for its token, is counted, meets the faults of the wire, and
is told loudly that its request is not supported; `/_harness/requests` lists what it needed.
"""
