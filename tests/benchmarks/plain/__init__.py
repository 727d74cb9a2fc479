"""What a Django developer would write first: the same texts and a journal, without what Backsite
adds. Our pages are measured against these."""
