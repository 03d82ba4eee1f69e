package dev.sluice.wire.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.output.OutputTotals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as clients see it.
 *
 * @param payload absent in a list when it is long
 * @param fileId the file that the command finds in its directory
 * @param collect globs of the files that are uploaded after the command
 * @param attempt number of the current or last attempt; 0 before the first
 * @param workerId of that attempt
 * @param retryAt when the next attempt may be assigned, after a failure that may heal
 * @param reason why the job ended, as {@code EXIT_CODE} or {@code TIMEOUT}
 */
public record JobView(
    String jobId,
    String status,
    String operation,
    @Nullable JsonNode payload,
    Requirements requirements,
    int priority,
    long timeoutMs,
    int maxRetries,
    boolean retryOnExit,
    @Nullable String fileId,
    @Nullable List<String> collect,
    @Nullable Instant notBefore,
    @Nullable Instant retryAt,
    List<String> tags,
    Map<String, Object> metadata,
    String sseUrl,
    int attempt,
    @Nullable String workerId,
    boolean cancelRequested,
    @Nullable String reason,
    @Nullable JobResult result,
    Instant createdAt,
    @Nullable Instant queuedAt,
    @Nullable Instant assignedAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    OutputTotals output) {}
