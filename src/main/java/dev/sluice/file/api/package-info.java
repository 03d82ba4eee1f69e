/**
 * The HTTP routes of files. {@link dev.sluice.file.api.Receiver} and {@link
 * dev.sluice.file.api.ContentAnswer} take and send content for routes of other packages as well.
 */
@NullMarked
package dev.sluice.file.api;

import org.jspecify.annotations.NullMarked;
