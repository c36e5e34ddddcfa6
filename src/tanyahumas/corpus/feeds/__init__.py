"""Releases from web sites: WordPress, RSS and Atom, sitemaps."""

from tanyahumas.corpus.feeds.fetching import Fetcher, Policy
from tanyahumas.corpus.feeds.importing import ImportReport, import_feed
from tanyahumas.corpus.feeds.rss import RssFeed
from tanyahumas.corpus.feeds.sitemap import SitemapFeed
from tanyahumas.corpus.feeds.wordpress import WordPressFeed

__all__ = ["Fetcher", "ImportReport", "Policy", "RssFeed", "SitemapFeed", "WordPressFeed", "import_feed"]
