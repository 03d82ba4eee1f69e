/** Records the commands that the tests send to the store, and compares them with the guide. */
@NullMarked
package dev.sluice.store.commands;

import org.jspecify.annotations.NullMarked;
