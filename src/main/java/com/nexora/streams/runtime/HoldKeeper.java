package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.catalogue.CatalogueException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that nothing of the trail expires while a legal hold stands, whatever happened to the
 * topics since it was placed: one was added, one was changed by hand, a command was interrupted.
 */
public final class HoldKeeper implements Companion {

  private static final Logger LOG = LoggerFactory.getLogger(HoldKeeper.class);
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final String HOLDS = "legal holds";

  private final Supplier<PrivacyOffice> offices;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            final Thread thread = new Thread(task, "legal-holds");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param offices opens one for a look; closed after it
   */
  public HoldKeeper(final Supplier<PrivacyOffice> offices) {
    this.offices = offices;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // look() lets nothing out
  public void start(final NexoraApplication application) {
    clock.scheduleWithFixedDelay(
        () -> look(application.health()),
        FIRST.toMillis(),
        EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void look(final Health health) {
    try (PrivacyOffice office = offices.get()) {
      office.keepHolds(AdminAct.PRODUCT_TENANT);
      health.report(HOLDS, Optional.empty());
    } catch (final KafkaException | CatalogueException e) {
      if (clock.isShutdown()) {
        return;
      }
      LOG.atWarn().setCause(e).log("the topics of the trail may not fit the legal holds");
      health.report(
          HOLDS,
          Optional.of(
              "whether entries under a legal hold expire could not be seen to: " + e.getMessage()));
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
