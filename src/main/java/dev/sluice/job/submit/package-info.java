/**
 * Submissions: reads and validates them, applies idempotency keys, and stores single jobs and
 * batches. Knows the operations that a job may ask for.
 */
@NullMarked
package dev.sluice.job.submit;

import org.jspecify.annotations.NullMarked;
