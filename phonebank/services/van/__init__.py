"""Writing contacts back to VAN.

noting     which contacts are to be written, noted as they end
connecting the organisation's key, VAN's codes, and what is written with which
speaking   requests to VAN
telling    one contact in VAN's words
writing    what waits, written; what came of it
showing    how it stands, and whom VAN would not have
"""
