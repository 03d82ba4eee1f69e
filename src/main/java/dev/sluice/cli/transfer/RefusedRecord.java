package dev.sluice.cli.transfer;

/** A record cannot be imported; the message says why. */
final class RefusedRecord extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedRecord(String reason) {
    super(reason, null, false, false);
  }
}
