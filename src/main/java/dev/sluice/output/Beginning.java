package dev.sluice.output;

import java.util.List;

/**
 * Where a reader begins.
 *
 * @param chunks looked up already, the first of them possibly cut
 */
public record Beginning(Cursor position, List<Chunk> chunks) {
  public static Beginning at(Cursor position) {
    return new Beginning(position, List.of());
  }
}
