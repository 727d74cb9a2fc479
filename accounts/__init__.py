"""Who a person is: e-mail login, time zone, consent to keep health data."""
