"""The records of a long listing, made in a process of their own: the next portions while the writer writes this one.

Reading waits for the network, writing for the disk, and making records is as much work as writing them; on two cores a
refresh takes three quarters of the time. A short listing is read where it is: a process takes longer to start.
"""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import signal
from asyncio import wrap_future
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection

import msgspec

from credloom import clock
from credloom.connect.reader import Harvest
from credloom.errors import CredloomError
from credloom.model.record import Document
from credloom.normalise import Normalised, normalise
from credloom.normalise.shape import thing_of_record
from credloom.refresh.children import cores, end_with_parent
from credloom.refresh.collecting import seldom_collecting
from credloom.sources.manifest import Source

log = logging.getLogger(__name__)

LONG = 2_000
"""From how many documents on a listing is long."""
AT_ONCE = 1_000
"""How many documents are enough for one transaction. The index merges what was written in small pieces again and again:
by the hundred, that is three times the work of a refresh's indexing."""
AHEAD = 1_800
"""How many documents may wait to be written."""
HELD_SECONDS = 5.0
"""How long what was read waits for more, where a source is slow: it shall not be lost, and progress be seen."""
Portion = tuple[Harvest, Normalised]


async def portions(source: Source, harvests: AsyncIterator[Harvest]) -> AsyncGenerator[Portion]:
    """Every harvest with its records, in order. What was read before a failure of the source still comes first."""
    maker: Maker | None = None
    waiting = Waiting()
    failure: BaseException | None = None
    seen, going = 0, True
    try:
        while going or waiting:
            if not going or waiting.enough():
                yield await waiting.take()
                continue
            try:
                harvest = await anext(harvests)
            except (StopAsyncIteration, CredloomError, TimeoutError) as ended:
                going, failure = False, None if isinstance(ended, StopAsyncIteration) else ended
                continue
            seen += len(harvest.documents)
            if maker is None and is_long(harvest, seen):
                maker = Maker(source)
            if maker is None:
                yield harvest, normalise(source, harvest.documents)
            else:
                waiting.add(harvest, maker.make(harvest.documents))
    finally:
        if maker is not None:
            maker.close()
    if failure is not None:
        raise failure


class Waiting:
    """Harvests whose records are being made, in order."""

    def __init__(self) -> None:
        self._held: deque[tuple[Harvest, Future[Normalised], float]] = deque()

    def __bool__(self) -> bool:
        return bool(self._held)

    def add(self, harvest: Harvest, made: Future[Normalised]) -> None:
        """Put one behind the others."""
        self._held.append((harvest, made, clock.monotonic()))

    def enough(self) -> bool:
        """Whether it is time to write some."""
        if not self._held:
            return False
        count = sum(len(harvest.documents) + 1 for harvest, _, _ in self._held)
        return count >= AHEAD or clock.monotonic() - self._held[0][2] > HELD_SECONDS

    async def take(self) -> Portion:
        """The next ones, as one: a transaction has its price, however little it writes."""
        taken = [self._held.popleft()]
        while self._held and sum(len(harvest.documents) for harvest, _, _ in taken) < AT_ONCE:
            if taken[-1][0].removed or self._held[0][0].removed:  # what is removed and comes again has an order
                break
            taken.append(self._held.popleft())
        made = [await wrap_future(future) for _, future, _ in taken]
        harvests = [harvest for harvest, _, _ in taken]
        whole = msgspec.structs.replace(
            harvests[-1],
            documents=[document for one in harvests for document in one.documents],
            refusals=[refusal for one in harvests for refusal in one.refusals],
            checkpoint=next((one.checkpoint for one in reversed(harvests) if one.checkpoint is not None), None),
        )
        return whole, Normalised(
            [record for one in made for record in one.records], [refusal for one in made for refusal in one.refusals]
        )


def is_long(harvest: Harvest, seen: int) -> bool:
    """Whether a second process pays for a listing, and there is a second core for it."""
    return max(seen, harvest.total or 0) >= LONG and cores() > 1


class Maker:
    """One process that makes the records of one source. Should it die, the work is done here; the log says so."""

    def __init__(self, source: Source) -> None:
        self._source, self._alone = source, False
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, source), name="credloom-making", daemon=True)
        self.process.start()
        theirs.close()
        self._one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="making")

    def make(self, documents: Sequence[Document]) -> Future[Normalised]:
        """Begin to make the records of a portion, behind those that were asked for before."""
        return self._one_at_a_time.submit(self._ask, documents)

    def _ask(self, documents: Sequence[Document]) -> Normalised:
        if not self._alone:
            try:
                self._pipe.send_bytes(pickle.dumps(documents, protocol=5))
                return msgspec.msgpack.decode(self._pipe.recv_bytes(), type=Normalised)
            except (OSError, EOFError) as error:
                self._alone = True
                log.warning("records are made without a second process", extra={"reason": type(error).__name__})
        return normalise(self._source, documents)

    def close(self) -> None:
        """End the process; what it is at is not needed any more."""
        self.process.terminate()
        self._one_at_a_time.shutdown(wait=True, cancel_futures=True)
        self.process.join()
        self._pipe.close()


def _serve(pipe: Connection, source: Source) -> None:
    """The process: a portion of documents in, its records with the things that they show out, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; who started us decides
    end_with_parent()
    with seldom_collecting(), suppress(EOFError, OSError):
        while True:
            made = normalise(source, pickle.loads(pipe.recv_bytes()))  # noqa: S301  from our own other end
            records = [msgspec.structs.replace(one, shown=thing_of_record(one)) for one in made.records]
            pipe.send_bytes(msgspec.msgpack.encode(Normalised(records, made.refusals)))
