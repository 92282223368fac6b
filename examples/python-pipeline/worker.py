"""A Temporal worker with one activity, which is the pipeline of an Assay experiment."""

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from keywords import METHODS, reading_ease

TASK_QUEUE = "assay-python"
CONCURRENCY = 16


@activity.defn
def analyze(call: dict[str, Any]) -> dict[str, Any]:
    """Gets what every remote pipeline gets: input, config, item, repetition, traceId. Returns any JSON."""
    text = call["input"].get("text") if isinstance(call["input"], dict) else None
    method = call["config"].get("method")
    limit = call["config"].get("limit", 5)
    # What no retry can mend is not retried. Messages enter Temporal's history: no content in them.
    if not isinstance(text, str):
        raise ApplicationError("input.text is not a string", type="InputInvalidError", non_retryable=True)
    if method not in METHODS:
        allowed = ", ".join(METHODS)
        raise ApplicationError(f"config.method is none of {allowed}", type="ConfigInvalidError", non_retryable=True)
    # Tells Temporal that the call lives, and learns whether it was cancelled; a long loop does it at every step.
    activity.heartbeat("keywords")
    keywords = METHODS[method](text, limit)
    activity.heartbeat("readability")
    return {"keywords": keywords, "readingEase": reading_ease(text)}


async def main() -> None:
    # TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_…, as Assay reads them.
    settings = {"target_host": "127.0.0.1:7233", "namespace": "default"}
    settings |= ClientConfig.load_client_connect_config()
    client = await Client.connect(**settings)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with ThreadPoolExecutor(CONCURRENCY) as executor:
        async with Worker(
            client,
            task_queue=TASK_QUEUE,
            activities=[analyze],
            activity_executor=executor,
            max_concurrent_activities=CONCURRENCY,
            graceful_shutdown_timeout=timedelta(seconds=10),
        ):
            place = f"{settings['target_host']}, namespace {settings['namespace']}"
            print(f"worker ready: task queue {TASK_QUEUE} at {place}", flush=True)
            await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
