"""The form behind a school's QR sheet, for whoever has no account: no cookie, no address, no third party."""
