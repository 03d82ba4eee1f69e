/** {@code sluice files}: lists, uploads, downloads and deletes files of a server. */
@NullMarked
package dev.sluice.cli.file;

import org.jspecify.annotations.NullMarked;
