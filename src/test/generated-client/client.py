"""Uses the generated client against a live server. Usage: client.py URL. Fails on any difference."""

import sys
import time

import openapi_client as sluice
from openapi_client.exceptions import BadRequestException, ConflictException, NotFoundException

ENDED = ("COMPLETED", "FAILED", "CANCELLED")


def same(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def command(text, **fields):
    return sluice.Submission(sluice.ExecSubmission(
        operation="exec", command=sluice.ExecSubmissionCommand(text), **fields))


def server_operation(name):
    return sluice.Submission(sluice.ServerSubmission(operation=name))


def ended(jobs, job_id):
    for _ in range(600):
        job = jobs.get_job(job_id)
        if job.status in ENDED:
            return job
        time.sleep(0.1)
    raise AssertionError(f"{job_id} did not end: {job}")


def submits_reads_and_lists(jobs, output):
    metadata = {"owner": {"names": ["a", None], "n": 1.5}}
    accepted = jobs.submit_job(
        command("echo hello; echo oops >&2; exit 3", metadata=metadata, tags=["one"], start=True,
                requirements=sluice.WantedRequirements(cpu=0.1)),
        idempotency_key="generated-client")
    job = ended(jobs, accepted.job_id)
    same((job.status, job.reason, job.result.exit_code), ("FAILED", "EXIT_CODE", 3))
    same((job.metadata, job.tags, job.payload["command"]),
         (metadata, ["one"], "echo hello; echo oops >&2; exit 3"))
    same(sorted(output.read_output(job.job_id).splitlines()), ["hello", "oops"])
    same([attempt.outcome for attempt in jobs.list_attempts(job.job_id).items], ["EXIT_CODE"])
    same([listed.job_id for listed in jobs.list_jobs(status=["FAILED"], tag="one").items],
         [job.job_id])
    events = output.stream_job_without_preload_content(job.job_id, format="raw").read().decode()
    assert events.rstrip().endswith("data: [ERROR] exit code 3"), events


def cancels(jobs):
    accepted = jobs.submit_job(command(["sleep", "60"]))
    same(accepted.status, "SUBMITTED")
    same(jobs.cancel_job(accepted.job_id).status, "CANCELLED")
    try:
        jobs.start_job(accepted.job_id)
        raise AssertionError("a cancelled job was started")
    except ConflictException as refused:
        same(refused.data.code, "already_final")


def submits_batches(jobs):
    batch = sluice.SubmitJobsRequest(jobs=[
        server_operation("status"),
        command("true", requirements=sluice.WantedRequirements(labels={"no": "worker"}))])
    results = jobs.submit_jobs(batch).results
    same([result.actual_instance.http_status for result in results], [201, 201])


def explains_refusals(jobs, api):
    try:
        jobs.get_job("job-unknown")
        raise AssertionError("an unknown job was found")
    except NotFoundException as refused:
        same((refused.status, refused.data.code), (404, "job_not_found"))
    try:
        sluice.TasksApi(api).list_tasks(cursor="AAAA")
        raise AssertionError("a cursor of no page was accepted")
    except BadRequestException as refused:
        same([error.var_field for error in refused.data.errors], ["cursor"])


def reads_tasks(tasks):
    tasks.sync_tasks()
    page = tasks.list_tasks(limit=2).actual_instance
    task = page.items[0]
    same(len(page.items), 2)
    same(tasks.get_task(task.name).versions[0].digest, task.digest)
    same(tasks.get_task_definition(task.name, task.version).digest, task.digest)
    assert tasks.get_task_bundle(task.name, task.version).startswith(b"PK"), "a bundle is a ZIP"
    same([source.health for source in tasks.list_task_sources().items], ["OK"])


def watches(workers, operation):
    worker = workers.list_workers().items[0]
    same(workers.get_worker(worker.worker_id).hostname, worker.hostname)
    same(workers.drain_worker(worker.worker_id).draining, True)
    same(workers.undrain_worker(worker.worker_id).draining, False)
    stats = operation.stats()
    same((stats.jobs["FAILED"], sum(stats.workers.values())), (1, 1))
    same(operation.ready().status, "UP")
    assert "sluice_" in operation.metrics(), "the metrics have no sluice_ meter"


def main(url):
    api = sluice.ApiClient(sluice.Configuration(host=url))
    jobs, output = sluice.JobsApi(api), sluice.OutputApi(api)
    submits_reads_and_lists(jobs, output)
    cancels(jobs)
    submits_batches(jobs)
    explains_refusals(jobs, api)
    reads_tasks(sluice.TasksApi(api))
    watches(sluice.WorkersApi(api), sluice.OperationApi(api))
    print("the generated client submits, reads, lists, cancels and watches")


main(sys.argv[1])
