"""Why a record is as it is at the end."""
