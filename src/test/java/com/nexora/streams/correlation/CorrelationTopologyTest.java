package com.nexora.streams.correlation;

import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.remediation;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.Evidence;
import com.nexora.events.Factor;
import com.nexora.events.FindingChange;
import com.nexora.events.LifecycleStep;
import com.nexora.events.RemediationStep;
import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.testkit.OutputPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The room's behaviour through its topics. */
final class CorrelationTopologyTest {

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final long BUCKET = TopologyTestKit.START.toEpochMilli() / 300_000;

  private final CorrelationKit room = new CorrelationKit();

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldMakeOneFindingOfOneThreatThatMeetsFortyEvents() {
    // Given
    room.kit.nhi().pipe(nhi().times(40, Duration.ofSeconds(5)));

    // When
    room.kit.threats().pipe(threat("t").scored(7.0).confident(0.9).id("thr-1"));

    // Then
    final CorrelatedThreat finding = only(room.findings.readAll());
    assertThat(finding.getFindingId())
        .isEqualTo(ContentId.hex("tenant-a", "entity-1", "t", Long.toString(BUCKET)));
    assertThat(finding.getEvidenceCount()).isEqualTo(40);
    assertThat(finding.getEvidence()).hasSize(20).extracting(Evidence::getEventId).isSorted();
    assertThat(finding.getThreatEventId()).isEqualTo("thr-1");
    assertThat(finding.getCorrelationScore()).isEqualTo(63);
  }

  @Test
  void shouldWriteFindingsUnderTheEntityAndTheViewUnderTheFindingWithAllHeaders() {
    // Given
    room.kit.nhi().pipe(nhi().of("tenant/a"));

    // When
    room.kit.threats().pipe(threat("t").of("tenant/a").scored(9));

    // Then
    final TestRecord<byte[], CorrelatedThreat> finding = only(room.findings.readRecords());
    final TestRecord<byte[], CorrelatedThreat> view = only(room.view.readRecords());
    final String id = finding.value().getFindingId();
    assertThat(finding.key()).isEqualTo(EntityKey.bytes("tenant/a", "entity-1"));
    assertThat(view.key()).asString().isEqualTo(id);
    for (final TestRecord<byte[], CorrelatedThreat> record : List.of(finding, view)) {
      assertThat(OutputPipe.header(record, OutputHeaders.TENANT_ID)).isEqualTo("tenant/a");
      assertThat(OutputPipe.header(record, OutputHeaders.EVENT_TYPE))
          .isEqualTo("threat.correlated");
      assertThat(OutputPipe.header(record, OutputHeaders.CORRELATION_ID)).isEqualTo(id);
      assertThat(OutputPipe.header(record, OutputHeaders.SCHEMA_VERSION)).isEqualTo("1");
    }
  }

  @Test
  void shouldJoinAtExactlyFiveMinutesAndNotBeyond() {
    // Given
    room.kit.nhi().pipe(nhi().id("before").after(FIVE_MINUTES.negated()));
    room.kit.nhi().pipe(nhi().id("after").after(FIVE_MINUTES));
    room.kit.nhi().pipe(nhi().id("too-early").after(FIVE_MINUTES.negated().minusMillis(1)));
    room.kit.nhi().pipe(nhi().id("too-late").after(FIVE_MINUTES.plusMillis(1)));

    // When
    room.kit.threats().pipe(threat("t").scored(7));

    // Then
    assertThat(only(room.findings.readAll()).getEvidence())
        .extracting(Evidence::getEventId)
        .containsExactly("after", "before");
  }

  @Test
  void shouldNeverLetEqualEntitiesOfTwoTenantsMeet() {
    // Given
    room.kit.nhi().pipe(nhi().of("tenant-a"));

    // When
    room.kit.threats().pipe(threat("t").of("tenant-b").scored(10));

    // Then
    assertThat(room.findings.isEmpty()).isTrue();
  }

  @Test
  void shouldCorrelateAnIncidentOfYearsAgoBehindLiveTraffic() {
    // Given
    final Instant past = Instant.parse("2023-07-10T11:54:47Z");
    room.kit.nhi().pipe(nhi());
    room.kit.threats().pipe(threat("live").scored(8));
    room.kit.nhi().pipe(nhi().id("past").at(past));
    room.kit.advance(Duration.ofHours(23));
    room.kit.nhi().pipe(nhi().id("live-again").after(Duration.ofHours(23)));

    // When
    room.kit.threats().pipe(threat("old").scored(8).at(past.plusSeconds(60)));

    // Then
    assertThat(room.findings.readAll())
        .last()
        .returns("old", CorrelatedThreat::getThreatId)
        .returns("past", CorrelatedThreat::getNhiEventId);
  }

  @Test
  void shouldForgetEventsThatArrivedBeforeTheHorizon() {
    // Given
    room.kit.nhi().pipe(nhi());
    room.kit.advance(Duration.ofHours(24).plusMillis(1));

    // When
    room.kit.threats().pipe(threat("t").scored(10));

    // Then
    assertThat(room.findings.isEmpty()).isTrue();
  }

  @Test
  void shouldKeepAWeakThreatOnlyOnceSeveralSignalsReachTheThreshold() {
    // Given
    room.kit.threats().pipe(threat("t").scored(6.9).confident(0.7));
    room.kit.nhi().pipe(nhi().id("quiet"));
    final boolean emptyBefore = room.findings.isEmpty();

    // When
    room.kit.nhi().pipe(nhi().id("risky").risk(8));

    // Then
    assertThat(emptyBefore).isTrue();
    final CorrelatedThreat finding = only(room.findings.readAll());
    assertThat(finding.getCorrelationScore()).isEqualTo(69);
    assertThat(finding.getFactors())
        .extracting(Factor::getKind)
        .containsExactly("threat", "nhi-risk");
    assertThat(finding.getEvidence())
        .extracting(Evidence::getEventId)
        .containsExactly("risky", "quiet");
  }

  @Test
  void shouldUseTheTenantsOwnThresholdAndWeight() {
    // Given
    room.kit
        .tenantConfigs()
        .pipe(
            tenantConfig("tenant-a")
                .setCorrelationThreshold(90)
                .setCriticality(Map.of("vault", 4.0))
                .build());
    room.kit.nhi().pipe(nhi().risk(8), nhi().entity("vault").risk(8));

    // When
    room.kit
        .threats()
        .pipe(
            threat("t").scored(6.9).confident(0.7),
            threat("t").entity("vault").scored(6.9).confident(0.7));

    // Then
    assertThat(only(room.findings.readAll()))
        .returns("vault", CorrelatedThreat::getEntityId)
        .returns(4.0, CorrelatedThreat::getCriticality)
        .returns(90, CorrelatedThreat::getCorrelationScore);
  }

  @Test
  void shouldCloseAFindingAndReopenItWithALaterDetection() {
    // Given
    room.kit.nhi().pipe(nhi());
    room.kit.threats().pipe(threat("t").scored(8));
    room.kit.threats().pipe(threat("t").resolved().id("res").after(Duration.ofMinutes(1)));

    // When
    room.kit.threats().pipe(threat("t").scored(7).after(Duration.ofMinutes(2)));

    // Then
    assertThat(room.findings.readAll())
        .extracting(CorrelatedThreat::getStatus)
        .containsExactly("open", "resolved", "open");
    assertThat(room.changes.readAll())
        .extracting(FindingChange::getChange, FindingChange::getWasOpen, FindingChange::getIsOpen)
        .containsExactly(
            tuple("opened", false, true),
            tuple("resolved", true, false),
            tuple("reopened", false, true));
  }

  @Test
  void shouldRaiseAFindingByAnEscalationDaysLater() {
    // Given
    room.kit.nhi().pipe(nhi());
    room.kit.threats().pipe(threat("t").scored(7.5));
    room.kit.advance(Duration.ofDays(3));

    // When
    room.kit.threats().pipe(threat("t").escalated().id("esc").scored(9).after(Duration.ofDays(3)));

    // Then
    assertThat(room.findings.readAll())
        .last()
        .returns("escalated", CorrelatedThreat::getStatus)
        .returns(9.0, CorrelatedThreat::getThreatScore)
        .returns(1L, CorrelatedThreat::getEvidenceCount);
    assertThat(room.changes.readAll())
        .extracting(FindingChange::getChange)
        .containsExactly("opened", "escalated", "rescored");
  }

  @Test
  void shouldNotOpenAFindingByAnEscalationOrResolution() {
    // Given
    room.kit.nhi().pipe(nhi());

    // When
    room.kit.threats().pipe(threat("t").escalated().scored(10), threat("t").resolved());

    // Then
    assertThat(room.findings.isEmpty()).isTrue();
  }

  @Test
  void shouldShowRemediationsWithTheirFindingWhicheverComesFirst() {
    // Given
    final String id = ContentId.hex("tenant-a", "entity-1", "t", Long.toString(BUCKET));
    room.kit.remediations().pipe(remediation("t").id("r-1"), remediation("other").id("r-2"));
    room.kit.nhi().pipe(nhi());
    room.kit.threats().pipe(threat("t").scored(8));

    // When
    room.kit
        .remediations()
        .pipe(remediation("").finding(id).id("r-3").type("remediation.completed"));

    // Then
    assertThat(room.findings.readAll().get(1).getRemediations())
        .extracting(RemediationStep::getEventId)
        .containsExactly("r-1", "r-3");
  }

  @Test
  void shouldWithdrawAnExpiredFindingFromTheView() {
    // Given
    room.kit.nhi().pipe(nhi());
    room.kit.threats().pipe(threat("t").scored(8));
    final String id = only(room.findings.readAll()).getFindingId();
    room.view.readAll();
    room.kit.advance(Duration.ofDays(30).plusMinutes(1));

    // When
    room.kit.nhi().pipe(nhi().entity("someone-else").id("later"));

    // Then
    final TestRecord<byte[], CorrelatedThreat> tombstone = only(room.view.readRecords());
    assertThat(tombstone.key()).asString().isEqualTo(id);
    assertThat(tombstone.value()).isNull();
    assertThat(room.changes.readAll())
        .last()
        .returns("expired", FindingChange::getChange)
        .returns(true, FindingChange::getWasOpen)
        .returns(false, FindingChange::getIsOpen);
    assertThat(room.reader().countOpen("tenant-a", null)).isZero();
  }

  @Test
  void shouldCountABodyThatIsNotJsonAndGoOn() {
    // Given
    room.kit.threats().pipe(threat("t").scored(8));

    // When
    room.kit.nhi().pipe(nhi().ocsf("{\"unmapped\":{\"risk_score\":9"));

    // Then
    assertThat(only(room.findings.readAll()).getFactors()).hasSize(1);
    assertThat(
            room.kit.count("stream-correlation-metrics", "unreadable-ocsf-bodies-total", Map.of()))
        .isEqualTo(1);
  }

  @Test
  void shouldStaySmallWhateverAnEntitySends() {
    // Given
    final String big = "x".repeat(20_000);
    for (int i = 0; i < 75; i++) {
      final String id = "\u20ac".repeat(80) + i;
      room.kit.threats().pipe(threat(id).id(id).tactic(big).technique(big).named(big).scored(9.5));
      room.kit.threats().pipe(threat(id).id("e" + id).escalated().tactic(big).named(big));
      room.kit.remediations().pipe(remediation("\u20ac".repeat(80) + "0").id(id).outcome(big));
    }
    room.findings.readAll();

    // When
    room.kit.nhi().pipe(nhi().type(big).risk(10));

    // Then
    assertThat(room.findings.readAll())
        .hasSize(75)
        .allSatisfy(
            finding -> {
              assertThat(finding.getFactors()).hasSizeLessThanOrEqualTo(71);
              assertThat(encodedSize(finding)).isLessThan(300_000);
            });
  }

  @Test
  void shouldListTheLastFiftyLifecycleSteps() {
    // Given
    room.kit.nhi().pipe(nhi());
    room.kit.threats().pipe(threat("t").scored(8).id("d"));

    // When
    for (int i = 0; i < 60; i++) {
      room.kit.threats().pipe(threat("t").resolved().id("r" + i).after(Duration.ofSeconds(59 - i)));
    }

    // Then
    final CorrelatedThreat finding = room.view().values().iterator().next();
    assertThat(finding.getLifecycle())
        .hasSize(50)
        .extracting(LifecycleStep::getEventId)
        .startsWith("r49")
        .endsWith("r0");
    assertThat(finding.getStatus()).isEqualTo("resolved");
  }

  private int encodedSize(final CorrelatedThreat finding) {
    return room.kit
        .serdes()
        .value(CorrelatedThreat.class)
        .serializer()
        .serialize("threat.correlated", finding)
        .length;
  }

  private static <T> T only(final List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
