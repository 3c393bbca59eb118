package com.nexora.streams.ingest;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.DeadLetter;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import org.apache.kafka.streams.kstream.KStream;

/**
 * What the gate let in, typed, once each, on the partition its key belongs to; and what it refused.
 *
 * <p>Keys are the canonical bytes ({@link com.nexora.streams.catalogue.EntityKey}; the tenant's
 * UTF-8 bytes for audit events), record timestamps are the arrival, headers are the producer's.
 *
 * @param nhi what identities did or became
 * @param threats detections and their lifecycle
 * @param remediations steps taken against threats
 * @param agents agent, task, tool, workflow and performance events
 * @param agentsForTrail the same, with the personal data of those that bear a framework's tag: only
 *     for the trail, which encrypts it
 * @param audits acts sent to the audit trail, in a sub-topology of their own
 * @param adminActs acts of the product's operators, in the sub-topology of the audit input
 * @param grc events of governance, risk and compliance, in a sub-topology of their own
 * @param logs acts that audit and security logs tell of, in the sub-topology of the logs
 * @param grcForTrail the same, with the personal data of those that bear a framework's tag: only
 *     for the trail
 * @param refused dead letters of the entity topics, in the sub-topology of the entities
 * @param refusedAudits dead letters of the audit input, in its sub-topology
 * @param refusedGrc dead letters of the governance events, in their sub-topology
 * @param refusedLogs dead letters of log envelopes, in their sub-topology
 * @param refusedDocuments dead letters of documents and of changes of a database, in their
 *     sub-topology
 */
public record Gated(
    KStream<byte[], NHIEvent> nhi,
    KStream<byte[], ThreatEvent> threats,
    KStream<byte[], RemediationEvent> remediations,
    KStream<byte[], AgentEvent> agents,
    KStream<byte[], AgentEvent> agentsForTrail,
    KStream<byte[], AuditEvent> audits,
    KStream<byte[], AuditEvent> adminActs,
    KStream<byte[], GrcEvent> grc,
    KStream<byte[], GrcEvent> grcForTrail,
    KStream<byte[], AuditEvent> logs,
    KStream<byte[], DeadLetter> refused,
    KStream<byte[], DeadLetter> refusedAudits,
    KStream<byte[], DeadLetter> refusedGrc,
    KStream<byte[], DeadLetter> refusedLogs,
    KStream<byte[], DeadLetter> refusedDocuments) {}
