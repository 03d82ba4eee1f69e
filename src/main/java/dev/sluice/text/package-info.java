/**
 * Text that more than one wing handles: UTF-8 boundaries, well-formed Unicode, printable excerpts,
 * masking of secrets, random secrets, SHA-256, and durations and times as clients write them. JDK
 * and Jackson only, since the server, the agent, the command line and task hosts all load it.
 */
@NullMarked
package dev.sluice.text;

import org.jspecify.annotations.NullMarked;
