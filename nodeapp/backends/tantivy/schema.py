"""What the index keeps of each tweet and person: words and marks to look up, numbers to sort by, and no text."""

from tantivy import Document, Schema, SchemaBuilder

from nodeapp.backends.tantivy.stems import Stems
from nodeapp.model.languages import language_of
from nodeapp.model.searchable import SearchablePerson, SearchableTweet
from nodeapp.model.words import words

WORDS, STEMS, MARKS, TAGS = "words", "stems", "marks", "tags"
TWEET, AUTHOR, ENGAGEMENT, AUTHORITY = "tweet", "author", "engagement", "authority"
PERSON, NAMES, ABOUT, ABOUT_PERSON = "person", "names", "about", "person_marks"
_SPACES = "whitespace"


def schema() -> Schema:
    builder = SchemaBuilder()
    for name, kept in ((WORDS, "position"), (STEMS, "freq"), (NAMES, "freq"), (ABOUT, "freq")):
        builder.add_text_field(name, tokenizer_name=_SPACES, index_option=kept)
    for name in (MARKS, TAGS, ABOUT_PERSON):
        builder.add_text_field(name, tokenizer_name=_SPACES, index_option="basic")
    builder.add_unsigned_field(TWEET, indexed=True, fast=True)
    for name in (PERSON, AUTHOR, ENGAGEMENT, AUTHORITY):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def key_of(number: int) -> str:
    """By which it is taken out again: tantivy takes out by words, and by the number of a signed field alone."""
    return f"id:{number}"


def document_of_tweet(tweet: SearchableTweet, stems: Stems) -> Document:
    """Each of its texts is a value of its own, so that no phrase begins in one and ends in another."""
    document = Document()
    cut = [words(text) for text in tweet.texts]
    said = [word for text in cut for word in text]
    language = language_of(said, tweet.language)
    for text in cut:
        document.add_text(WORDS, " ".join(text))
    document.add_text(STEMS, " ".join(stems.of_text(said, language)))
    document.add_text(MARKS, " ".join((key_of(tweet.id), *tweet.marks)))
    if tweet.tags:
        document.add_text(TAGS, " ".join(tweet.tags))
    document.add_unsigned(TWEET, tweet.id)
    document.add_unsigned(AUTHOR, tweet.author_id)
    document.add_unsigned(ENGAGEMENT, tweet.engagement)
    document.add_unsigned(AUTHORITY, tweet.authority)
    return document


def document_of_person(person: SearchablePerson) -> Document:
    document = Document()
    names = list(dict.fromkeys(word for name in person.names for word in words(name)))
    document.add_text(NAMES, " ".join(names))
    document.add_text(ABOUT, " ".join(words(person.about)))
    document.add_text(ABOUT_PERSON, " ".join((key_of(person.id), *person.marks)))
    document.add_unsigned(PERSON, person.id)
    return document
