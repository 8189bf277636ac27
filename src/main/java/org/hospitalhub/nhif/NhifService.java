package org.hospitalhub.nhif;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.service.RoomSettings;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.ServiceRoom;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Checks the catalogue before the hub starts; everything else of NHIF is described by its definition. */
public final class NhifService implements ServiceRoom {

    @Override
    public String service() {
        return "nhif";
    }

    @Override
    public ServiceBeans beans(Environment settings, InstantSource clock) {
        Catalogue catalogue = Binder.get(settings).bindOrCreate("hub.nhif", Catalogue.class);
        Set<String> identities = Binder.get(settings)
                .bindOrCreate("hub", IdentitySettings.class)
                .identities()
                .keySet();
        return beans(catalogue, identities, clock);
    }

    static ServiceBeans beans(Catalogue catalogue, Set<String> identities, InstantSource clock) {
        return new ServiceBeans(
                Map.of(
                        "nhifQueryCheck", new NhifCheck(catalogue, identities, false, clock),
                        "nhifSubmissionCheck", new NhifCheck(catalogue, identities, true, clock)),
                Map.of("nhifCatalogue", new CatalogueValues(catalogue)),
                Map.of("nhifSubjects", new NhifSubjects()));
    }

    @Override
    public List<String> problems(Environment settings) {
        return RoomSettings.problems(settings, "hub.nhif", Catalogue.class, catalogue -> List.of());
    }
}
