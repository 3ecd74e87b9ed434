"""What is stored: the Beanie documents, each with its own queries, and the store that they are in."""

from beanie import Document

from models.documents.idempotency import Idempotency
from models.documents.remembered import Remembered

DOCUMENTS: tuple[type[Document], ...] = (Idempotency, Remembered)
