/** Files of the older executor: its agents download one before they run a job. */
@NullMarked
package dev.sluice.legacy.executor.file;

import org.jspecify.annotations.NullMarked;
