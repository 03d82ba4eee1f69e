/** Each write of the store meets each fault of its wire. */
@NullMarked
package dev.sluice.app.wire;

import org.jspecify.annotations.NullMarked;
