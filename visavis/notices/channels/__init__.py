"""The carriers: what takes a notice to its receiver, chosen by MAIL_URL and SMS_URL."""
