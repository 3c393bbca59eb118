package com.nexora.streams.processkit;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * Sees at the broker's transaction coordinator how far a transaction with sealed entries has come,
 * so that a fault can strike at a chosen point of a commit and not anywhere.
 */
public final class CommitWatch {

  private static final String RECORDS = "audit.records";
  private static final String OFFSETS = "__consumer_offsets";

  private final Admin admin;
  private final String prefix;

  /** A point of a commit, by what the broker knows. */
  public enum Point {
    /** Sealed entries are written, the offsets of the acts are not. */
    WRITTEN,
    /** The offsets are added, too; the commit is not asked for. */
    OFFSETS_ADDED,
    /** The commit is decided, its markers are being written. */
    COMMITTING,
    /** The markers are written; the application perhaps does not know yet. */
    COMMITTED,
    /** No transaction with sealed entries is under way, or it was aborted. */
    NONE
  }

  /**
   * @param applicationId begins the transactional ids of the application's threads
   */
  public CommitWatch(final Admin admin, final String applicationId) {
    this.admin = admin;
    this.prefix = applicationId + "-";
  }

  /**
   * Waits until a transaction with sealed entries comes to a point.
   *
   * @param of which transactional ids count
   * @return the transactional id
   */
  public String await(
      final Point point,
      final Predicate<String> of,
      final Duration limit,
      final Runnable meanwhile) {
    final long deadline = System.nanoTime() + limit.toNanos();
    final Set<String> sealing = new HashSet<>();
    Set<String> ids = ids(of);
    for (int round = 1; System.nanoTime() < deadline; round++) {
      for (final Map.Entry<String, TransactionDescription> each : describe(ids).entrySet()) {
        final Point now = point(each.getValue());
        if (now == point && (point != Point.COMMITTED || sealing.contains(each.getKey()))) {
          return each.getKey();
        }
        if (now != Point.NONE && now != Point.COMMITTED) {
          sealing.add(each.getKey());
        }
      }
      if (round % 200 == 0) {
        ids = ids(of);
        meanwhile.run();
      }
    }
    throw new AssertionError("no transaction came to " + point + " within " + limit);
  }

  /** Where the newest transaction of a transactional id stands. */
  public Point now(final String transactionalId) {
    final TransactionDescription description =
        describe(Set.of(transactionalId)).get(transactionalId);
    return description == null ? Point.NONE : point(description);
  }

  private static Point point(final TransactionDescription transaction) {
    final Set<String> topics = new HashSet<>();
    transaction.topicPartitions().forEach(partition -> topics.add(partition.topic()));
    final TransactionState state = transaction.state();
    if (state == TransactionState.COMPLETE_COMMIT) {
      return Point.COMMITTED;
    }
    if (!topics.contains(RECORDS)) {
      return Point.NONE;
    }
    return switch (state) {
      case ONGOING -> topics.contains(OFFSETS) ? Point.OFFSETS_ADDED : Point.WRITTEN;
      case PREPARE_COMMIT -> Point.COMMITTING;
      default -> Point.NONE;
    };
  }

  private Set<String> ids(final Predicate<String> of) {
    final Set<String> ids = new HashSet<>();
    for (final TransactionListing listing : get()) {
      final String id = listing.transactionalId();
      if (id.startsWith(prefix) && !id.startsWith(prefix + "notary") && of.test(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  private Collection<TransactionListing> get() {
    try {
      return admin.listTransactions().all().get();
    } catch (final ExecutionException e) {
      return Set.of();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Map<String, TransactionDescription> describe(final Set<String> ids) {
    try {
      return ids.isEmpty() ? Map.of() : admin.describeTransactions(ids).all().get();
    } catch (final ExecutionException e) {
      return Map.of();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
