package dev.sluice.replica;

/** Another server of this database, and how far its signals were read. */
final class Peer {
  private Member last;
  private long aliveAt;
  private long position;
  private long positionBefore;

  Peer(Member first, long now) {
    this.last = first;
    this.aliveAt = now;
    this.position = first.nextBatch;
    this.positionBefore = -1;
  }

  synchronized String id() {
    return last.id;
  }

  synchronized long position() {
    return position;
  }

  synchronized void advance() {
    position++;
  }

  /** Nanoseconds since it last said that it runs. */
  synchronized long silentFor(long now) {
    return now - aliveAt;
  }

  /**
   * Takes over what the store says of it now.
   *
   * @return whether batches are missing that it has stored: they were deleted, or lost
   */
  synchronized boolean seen(Member member, long now) {
    if (member.renewals != last.renewals) {
      aliveAt = now;
    }
    long known = last.nextBatch;
    last = member;
    boolean stuck = known > position && position == positionBefore;
    positionBefore = position;
    if (stuck) {
      position = member.nextBatch;
    }
    return stuck;
  }
}
