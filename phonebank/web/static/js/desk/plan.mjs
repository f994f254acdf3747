// The browser knows the coordinator's time zone: it is offered, and chosen where none was before.

const place = document.getElementById("zone");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (place && own) {
  if (![...place.options].some((each) => each.value === own)) place.add(new Option(own.replaceAll("_", " "), own));
  if ("guess" in place.dataset) place.value = own;
}
