/**
 * The form of the stored data: its numbered migrations, and the refusal of a server that is too old
 * for it. {@link dev.sluice.store.schema.Migrations} is the public face; packages that own data
 * contribute a {@link dev.sluice.store.schema.Migration} each.
 */
@NullMarked
package dev.sluice.store.schema;

import org.jspecify.annotations.NullMarked;
