/**
 * Follows a job's event stream and prints it, resuming after a broken connection. Its faces are
 * {@link TailOptions} and {@link TailRequest}.
 */
@NullMarked
package dev.sluice.cli.tail;

import org.jspecify.annotations.NullMarked;
