from articles.models.answers import Answer, Question
from articles.models.content_version import ContentVersion
from articles.models.draft_revisions import DraftRevision
from articles.models.edition_notes import EditionNote
from articles.models.editions import Edition
from articles.models.failed_searches import FailedSearch
from articles.models.feedback import Remark, UsedVoteToken, Vote
from articles.models.figure_originals import FigureOriginal
from articles.models.figures import AnswerFigure, Figure, FigureFile
from articles.models.link_checks import LinkCheck
from articles.models.openings import ChangeOpening, EditionOpening
from articles.models.passage_comments import PassageComment
from articles.models.pending_imports import PendingImport
from articles.models.proposed_changes import ProposedChange
from articles.models.search_entry import SearchEntry
from articles.models.search_records import (
    PromotedAnswer,
    PromotedTerm,
    Synonym,
    SynonymTerm,
)
from articles.models.search_words import SearchWord
from articles.models.shared_links import SharedComment, SharedLink
from articles.models.short_addresses import ShortAddress
from articles.models.sources import Caution, Source, WarningSign
from articles.models.topics import Article, FormerSlug, Topic
from articles.models.typed_words import TypedWords
