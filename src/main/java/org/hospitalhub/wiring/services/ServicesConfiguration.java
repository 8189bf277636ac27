package org.hospitalhub.wiring.services;

import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.KeptAnswers;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Secrets;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.pacing.PollPlan;
import org.hospitalhub.service.BrowserLogIns;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.PayloadValues;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.service.ServiceRoom;
import org.hospitalhub.service.engine.CodeLogIns;
import org.hospitalhub.service.engine.ConditionalGets;
import org.hospitalhub.service.engine.DoorClients;
import org.hospitalhub.service.engine.DoorConfigurerRepository;
import org.hospitalhub.service.engine.ServiceEngine;
import org.hospitalhub.service.engine.ServiceExchange;
import org.hospitalhub.service.engine.ServiceProgram;
import org.hospitalhub.service.engine.Signatures;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.hospitalhub.wiring.http.CallLimits;
import org.hospitalhub.wiring.routing.DefinitionReload;
import org.hospitalhub.wiring.routing.RouteFile;
import org.hospitalhub.wiring.routing.ServiceRoutes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Creates the defined services and the engine. */
@Configuration
public class ServicesConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ServicesConfiguration.class);

    @Bean
    ServiceRegister serviceRegister(Environment settings, Clock clock, ListableBeanFactory beans) {
        ServiceRegister services = read(settings, clock, named(beans));
        for (NationalService service : services.all()) {
            service.remarks().forEach(log::warn);
            service.findings()
                    .forEach(finding ->
                            log.error("Service {} is off: {}: {}", service.name(), finding.path(), finding.message()));
        }
        return services;
    }

    private static ServiceBeans named(ListableBeanFactory beans) {
        List<ServiceBeans> all =
                new ArrayList<>(beans.getBeansOfType(ServiceBeans.class).values());
        all.add(new ServiceBeans(
                beans.getBeansOfType(Operation.Check.class),
                beans.getBeansOfType(PayloadValues.class),
                beans.getBeansOfType(Operation.Subjects.class)));
        return ServiceBeans.all(all);
    }

    /** Returns the services with these settings. */
    public static ServiceRegister read(Environment settings, InstantSource clock, ServiceBeans beans) {
        return read(settings, name -> text(settings, name), clock, beans);
    }

    private static ServiceRegister read(
            Environment settings, Function<String, @Nullable String> values, InstantSource clock, ServiceBeans beans) {
        Path folder = Path.of(settings.getProperty("hub.services-dir", "services"));
        Map<String, ServiceRoom> rooms =
                ServiceRoom.all().collect(Collectors.toMap(ServiceRoom::service, room -> room));
        List<NationalService> services = NationalServices.read(
                folder, new NationalServices.Surroundings(values, identities(settings), beans, clock));
        return new ServiceRegister(services.stream()
                .map(service -> {
                    ServiceRoom room = rooms.get(service.name());
                    return room == null ? service : service.with(room, settings);
                })
                .toList());
    }

    /** Returns the value of a setting, null when it is not set; a list is joined with commas. */
    public static @Nullable String text(Environment settings, String name) {
        String text = settings.getProperty(name);
        if (text != null || settings.getProperty(name + "[0]") == null) {
            return text;
        }
        return String.join(
                ",",
                Binder.get(settings).bind(name, Bindable.listOf(String.class)).orElse(List.of()));
    }

    private static Set<String> identities(Environment settings) {
        try {
            return new HashSet<>(Binder.get(settings)
                    .bindOrCreate("hub", IdentitySettings.class)
                    .identities()
                    .keySet());
        } catch (BindException unreadable) {
            return Set.of();
        }
    }

    @Bean
    DoorClients doorClients(
            CallLimits limits,
            ScheduledExecutorService callTimer,
            Identities identities,
            ObjectProvider<TimeStampAuthority> timeStamps,
            Secrets secrets,
            Clock clock) {
        return new DoorClients(
                new DoorClients.Limits(limits.connect(), limits.response(), limits.total(), limits.answerBytes()),
                callTimer,
                identities,
                new Signatures(identities, timeStamps.getIfAvailable(), clock),
                new LedgerTokens(secrets),
                clock);
    }

    /** Camel adds it to its registry as a repository. */
    @Bean
    static DoorConfigurerRepository doorConfigurerRepository() {
        return new DoorConfigurerRepository();
    }

    @Bean
    ServiceExchange serviceExchange(
            ServiceRegister services,
            DoorClients doorClients,
            DoorConfigurerRepository configurers,
            PollPlan plan,
            Claims claims,
            KeptAnswers keptAnswers,
            Clock clock) {
        List<ServiceEngine> engines = services.all().stream()
                .flatMap(service -> Stream.ofNullable(service.program()))
                .map(program -> new ServiceEngine(program, plan, clock))
                .toList();
        return new ServiceExchange(
                engines, doorClients, configurers, claims::leaves, new ConditionalGets(keptAnswers, clock));
    }

    @Bean
    BrowserLogIns browserLogIns(ServiceExchange serviceExchange, Secrets secrets, Clock clock) {
        return new CodeLogIns(serviceExchange, new LedgerTokens(secrets), clock);
    }

    /** Takes changed definitions in while the hub runs. */
    @Bean
    DefinitionReload definitionReload(
            ServiceRegister services,
            ServiceExchange serviceExchange,
            Services ledgerServices,
            Numbers numbers,
            PollPlan plan,
            CamelContext camel,
            ConfigurableEnvironment settings,
            Clock clock,
            ListableBeanFactory beans) {
        Set<String> known = services.all().stream().map(NationalService::name).collect(Collectors.toSet());
        return new DefinitionReload(
                services,
                () -> read(settings, new AddedSettings(settings, known)::find, clock, named(beans)),
                () -> WaitingSettings.names(settings),
                new DefinitionReload.Hub() {
                    @Override
                    public void take(NationalService service) {
                        ledgerServices.redefine(service.name(), service.operations(), service.budgets());
                        ServiceProgram program = service.program();
                        if (program != null) {
                            serviceExchange.replace(new ServiceEngine(program, plan, clock), camel);
                        }
                    }

                    @Override
                    public void remove(String service) {
                        ledgerServices.redefine(service, List.of(), List.of());
                        serviceExchange.remove(service, camel);
                    }

                    @Override
                    public long open(String operation) {
                        return numbers.orders().getOrDefault(operation, Map.of()).entrySet().stream()
                                .filter(state -> !state.getKey().ended() || state.getKey() == State.PARKED)
                                .mapToLong(Map.Entry::getValue)
                                .sum();
                    }
                });
    }

    /** Returns the translation of failed calls by the services' definitions, for the common failure handling. */
    @Bean
    BiFunction<Exchange, Throwable, Optional<Outcome>> serviceFailures(ServiceExchange serviceExchange) {
        return serviceExchange::failed;
    }

    /** Returns the configuration that adds the routes of definitions, after the templates that they use. */
    @Bean
    CamelContextConfiguration serviceRoutes(ServiceRegister services) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                // the templates are not loaded yet
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                for (RouteFile file : ServiceRoutes.files(services)) {
                    try {
                        PluginHelper.getRoutesLoader(camel).loadRoutes(file.resource());
                    } catch (Exception broken) {
                        throw new IllegalStateException("route " + file.id() + " cannot be made", broken);
                    }
                }
            }
        };
    }
}
