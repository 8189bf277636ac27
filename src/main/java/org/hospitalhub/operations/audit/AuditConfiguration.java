package org.hospitalhub.operations.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelContext;
import org.hospitalhub.ledger.Audit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.ConfigurableEnvironment;

/** Makes the beans around the audit. */
@Configuration
class AuditConfiguration {

    /** Returns the audit that adds the network address of the request to entries. */
    @Bean
    @Primary
    RequestAudit calledAudit(@Qualifier("audit") Audit ledger) {
        return new RequestAudit(ledger);
    }

    @Bean
    StartupAuditEntry startRecord(Audit audit, ConfigurableEnvironment environment, CamelContext camel) {
        return new StartupAuditEntry(audit, environment, camel);
    }

    @Bean
    AuditHeadPublisher auditHeads(Audit audit, @Value("${hub.audit.syslog:}") String syslog) {
        return new AuditHeadPublisher(audit, syslog);
    }

    @Bean
    FhirAuditEvents auditEvents(ObjectMapper json, @Value("${hub.node:hub}") String node) {
        return new FhirAuditEvents(json, node);
    }
}
