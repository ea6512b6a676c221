"""The Cabinet Member's briefing pack as a document of plain blocks, before any format. Pure."""
