package dev.sluice.agent.output;

/**
 * A range of an array that its owner will write over: valid only during the call it is given to.
 */
@SuppressWarnings("ArrayRecordComponent") // a view, never compared
public record Piece(byte[] array, int offset, int length) {
  public static final Piece EMPTY = new Piece(new byte[0], 0, 0);
}
