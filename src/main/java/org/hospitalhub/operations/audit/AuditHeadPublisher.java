package org.hospitalhub.operations.audit;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.net.SyslogAppender;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.LedgerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Publishes the head of the audit's hash chain to the log and, where configured, to syslog, where somebody who can write the
 * ledger cannot change it. The chain alone looks whole when the ledger is set back to an earlier state; a head recorded
 * elsewhere shows it.
 */
final class AuditHeadPublisher {

    private static final Logger log = LoggerFactory.getLogger(AuditHeadPublisher.class);
    private static final int SYSLOG = 514;

    private final Audit audit;

    /**
     * Makes it.
     *
     * @param syslog host, or host:port, that takes syslog over UDP; empty for none
     */
    AuditHeadPublisher(Audit audit, String syslog) {
        this.audit = audit;
        if (!syslog.isBlank()) {
            send(syslog.strip());
        }
    }

    private static void send(String syslog) {
        int colon = syslog.lastIndexOf(':');
        String host = colon < 0 ? syslog : syslog.substring(0, colon);
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            log.warn("hub.audit.syslog: unknown host; heads of the audit are written to the log only");
            return;
        }
        SyslogAppender appender = new SyslogAppender();
        appender.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        appender.setName("audit-heads");
        appender.setSyslogHost(host);
        appender.setPort(colon < 0 ? SYSLOG : Integer.parseInt(syslog.substring(colon + 1)));
        appender.setFacility("AUTHPRIV");
        appender.setSuffixPattern("hospital-hub: %msg");
        appender.setThrowableExcluded(true);
        appender.start();
        ((ch.qos.logback.classic.Logger) log).addAppender(appender);
    }

    /** After the entry of the start itself. */
    @Order
    @EventListener(ApplicationReadyEvent.class)
    public void started() {
        tell();
    }

    /** Runs daily, counted from the start. */
    @Scheduled(initialDelayString = "${hub.audit.head-every:24h}", fixedDelayString = "${hub.audit.head-every:24h}")
    public void tell() {
        try {
            log.info("Head of the audit: {}", audit.head());
        } catch (LedgerException | DataAccessException away) {
            log.warn(
                    "Could not read the head of the audit ({})", away.getClass().getSimpleName());
        }
    }
}
