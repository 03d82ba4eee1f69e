/**
 * {@code sluice files}, which lists, uploads, downloads and deletes files of a server; and the
 * files of {@code run}: what it sends to the worker before its command, and what it brings back
 * afterwards. {@link dev.sluice.cli.file.RunFiles} is the face for the latter.
 */
@NullMarked
package dev.sluice.cli.file;

import org.jspecify.annotations.NullMarked;
