package com.nexora.streams.bench.peers;

/**
 * What a peer's job needs of one agent event, as its user would carry it between operators: read
 * once at the source, so that no operator sees the payload again.
 *
 * @param owner {@code tenant/agent}
 * @param tenant the part of the owner before its slash
 * @param time event time, epoch milliseconds
 * @param outcome 1 success, -1 failure, 0 neither
 * @param names the metrics that it measures
 * @param values their values, in their units
 */
record PeerEvent(
    String owner, String tenant, long time, int outcome, String[] names, double[] values) {

  /** An event of nobody, which moves the job's time on and is not counted. */
  static PeerEvent endingAt(final long time) {
    return new PeerEvent("", "", time, 0, new String[0], new double[0]);
  }

  boolean isEnd() {
    return owner.isEmpty();
  }
}
