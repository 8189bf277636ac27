package org.hospitalhub.ehealth;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.service.RoomSettings;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.ServiceRoom;
import org.hospitalhub.service.ServiceTraits;
import org.hospitalhub.service.ServiceTraits.OrderIdentities;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Checks the settings that the beans of this room read; everything else of eHealth is described by its definition. */
public final class EhealthService implements ServiceRoom {

    @Override
    public String service() {
        return "ehealth";
    }

    @Override
    public ServiceTraits traits(ServiceTraits declared) {
        return new ServiceTraits(OrderIdentities.ALL, "hub.ehealth.tsa.", declared.openSettings());
    }

    @Override
    public ServiceBeans beans(Environment settings, InstantSource clock) {
        EhealthSettings own = Binder.get(settings).bindOrCreate("hub.ehealth", EhealthSettings.class);
        RevocationSettings revocation =
                Binder.get(settings).bindOrCreate("hub.ehealth.revocation", RevocationSettings.class);
        Identities identities = new Identities(Binder.get(settings).bindOrCreate("hub", IdentitySettings.class));
        SignerCheck signers = new SignerCheck(identities, new SignatureTrust(own, revocation), own.tsa(), clock);
        return new ServiceBeans(
                EhealthChecks.all(
                        own,
                        new ContractCheck(own, new ConsentText(), new RegistryCache(own, clock), signers, clock),
                        signers),
                Map.of(),
                Map.of("ehealthSubjects", new EhealthSubjects(own)));
    }

    @Override
    public List<String> problems(Environment settings) {
        return Stream.of(
                        RoomSettings.problems(
                                settings, "hub.ehealth", EhealthSettings.class, EhealthSettings::problems),
                        RoomSettings.problems(
                                settings,
                                "hub.ehealth.revocation",
                                RevocationSettings.class,
                                RevocationSettings::problems))
                .flatMap(List::stream)
                .toList();
    }
}
