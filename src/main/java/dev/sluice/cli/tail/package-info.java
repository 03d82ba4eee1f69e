/** Follows a job's event stream and prints it, resuming after a broken connection. */
@NullMarked
package dev.sluice.cli.tail;

import org.jspecify.annotations.NullMarked;
