"""Remote media: files from elsewhere, shown through this node, so that nobody there learns who looks at them."""
