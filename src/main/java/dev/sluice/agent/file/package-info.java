/**
 * The files of a job on its worker: what it finds in its directory, and what is collected from
 * there. Entry point: {@link dev.sluice.agent.file.FilesExecutor}, around the executor of an
 * operation. How a ZIP is read and made is in {@code archive} (decision 0048).
 */
@NullMarked
package dev.sluice.agent.file;

import org.jspecify.annotations.NullMarked;
