/** {@code /api/execute}: a ZIP and a command in one form, whose output is the answer. */
@NullMarked
package dev.sluice.legacy.executor.execute;

import org.jspecify.annotations.NullMarked;
