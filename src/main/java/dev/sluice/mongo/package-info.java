/**
 * The database side of the service: the embedded store that serves MongoDB's protocol from one
 * directory when no MongoDB is configured. What the documents mean belongs to the features that own
 * them; nothing here knows a job or a worker.
 */
@NullMarked
package dev.sluice.mongo;

import org.jspecify.annotations.NullMarked;
