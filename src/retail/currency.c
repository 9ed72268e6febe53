/* ISO 4217, list one (active codes that people pay with), with the minor unit of the standard. */
#include "money.h"

static const struct ri_currency currencies[] = {
    {"AED", 2, NULL, "UAE dirham"},
    {"AFN", 2, "؋", "Afghani"},
    {"ALL", 2, NULL, "Lek"},
    {"AMD", 2, "֏", "Armenian dram"},
    {"ANG", 2, NULL, "Netherlands Antillean guilder"},
    {"AOA", 2, NULL, "Kwanza"},
    {"ARS", 2, "$", "Argentine peso"},
    {"AUD", 2, "$", "Australian dollar"},
    {"AWG", 2, NULL, "Aruban florin"},
    {"AZN", 2, "₼", "Azerbaijan manat"},
    {"BAM", 2, NULL, "Convertible mark"},
    {"BBD", 2, "$", "Barbados dollar"},
    {"BDT", 2, "৳", "Taka"},
    {"BGN", 2, NULL, "Bulgarian lev"},
    {"BHD", 3, NULL, "Bahraini dinar"},
    {"BIF", 0, NULL, "Burundi franc"},
    {"BMD", 2, "$", "Bermudian dollar"},
    {"BND", 2, "$", "Brunei dollar"},
    {"BOB", 2, NULL, "Boliviano"},
    {"BRL", 2, "R$", "Brazilian real"},
    {"BSD", 2, "$", "Bahamian dollar"},
    {"BTN", 2, NULL, "Ngultrum"},
    {"BWP", 2, NULL, "Pula"},
    {"BYN", 2, NULL, "Belarusian ruble"},
    {"BZD", 2, "$", "Belize dollar"},
    {"CAD", 2, "$", "Canadian dollar"},
    {"CDF", 2, NULL, "Congolese franc"},
    {"CHF", 2, NULL, "Swiss franc"},
    {"CLP", 0, "$", "Chilean peso"},
    {"CNY", 2, "¥", "Yuan renminbi"},
    {"COP", 2, "$", "Colombian peso"},
    {"CRC", 2, "₡", "Costa Rican colon"},
    {"CUP", 2, "$", "Cuban peso"},
    {"CVE", 2, NULL, "Cabo Verde escudo"},
    {"CZK", 2, "Kč", "Czech koruna"},
    {"DJF", 0, NULL, "Djibouti franc"},
    {"DKK", 2, "kr", "Danish krone"},
    {"DOP", 2, "$", "Dominican peso"},
    {"DZD", 2, NULL, "Algerian dinar"},
    {"EGP", 2, "£", "Egyptian pound"},
    {"ERN", 2, NULL, "Nakfa"},
    {"ETB", 2, NULL, "Ethiopian birr"},
    {"EUR", 2, "€", "Euro"},
    {"FJD", 2, "$", "Fiji dollar"},
    {"FKP", 2, "£", "Falkland Islands pound"},
    {"GBP", 2, "£", "Pound sterling"},
    {"GEL", 2, "₾", "Lari"},
    {"GHS", 2, "₵", "Ghana cedi"},
    {"GIP", 2, "£", "Gibraltar pound"},
    {"GMD", 2, NULL, "Dalasi"},
    {"GNF", 0, NULL, "Guinean franc"},
    {"GTQ", 2, NULL, "Quetzal"},
    {"GYD", 2, "$", "Guyana dollar"},
    {"HKD", 2, "$", "Hong Kong dollar"},
    {"HNL", 2, NULL, "Lempira"},
    {"HRK", 2, NULL, "Croatian kuna"},
    {"HTG", 2, NULL, "Gourde"},
    {"HUF", 2, "Ft", "Forint"},
    {"IDR", 2, "Rp", "Rupiah"},
    {"ILS", 2, "₪", "New Israeli sheqel"},
    {"INR", 2, "₹", "Indian rupee"},
    {"IQD", 3, NULL, "Iraqi dinar"},
    {"IRR", 2, NULL, "Iranian rial"},
    {"ISK", 0, "kr", "Iceland krona"},
    {"JMD", 2, "$", "Jamaican dollar"},
    {"JOD", 3, NULL, "Jordanian dinar"},
    {"JPY", 0, "¥", "Yen"},
    {"KES", 2, NULL, "Kenyan shilling"},
    {"KGS", 2, NULL, "Som"},
    {"KHR", 2, "៛", "Riel"},
    {"KMF", 0, NULL, "Comorian franc"},
    {"KPW", 2, "₩", "North Korean won"},
    {"KRW", 0, "₩", "Won"},
    {"KWD", 3, NULL, "Kuwaiti dinar"},
    {"KYD", 2, "$", "Cayman Islands dollar"},
    {"KZT", 2, "₸", "Tenge"},
    {"LAK", 2, "₭", "Lao kip"},
    {"LBP", 2, NULL, "Lebanese pound"},
    {"LKR", 2, NULL, "Sri Lanka rupee"},
    {"LRD", 2, "$", "Liberian dollar"},
    {"LSL", 2, NULL, "Loti"},
    {"LYD", 3, NULL, "Libyan dinar"},
    {"MAD", 2, NULL, "Moroccan dirham"},
    {"MDL", 2, NULL, "Moldovan leu"},
    {"MGA", 2, NULL, "Malagasy ariary"},
    {"MKD", 2, NULL, "Denar"},
    {"MMK", 2, NULL, "Kyat"},
    {"MNT", 2, "₮", "Tugrik"},
    {"MOP", 2, NULL, "Pataca"},
    {"MRU", 2, NULL, "Ouguiya"},
    {"MUR", 2, NULL, "Mauritius rupee"},
    {"MVR", 2, NULL, "Rufiyaa"},
    {"MWK", 2, NULL, "Malawi kwacha"},
    {"MXN", 2, "$", "Mexican peso"},
    {"MYR", 2, "RM", "Malaysian ringgit"},
    {"MZN", 2, NULL, "Mozambique metical"},
    {"NAD", 2, "$", "Namibia dollar"},
    {"NGN", 2, "₦", "Naira"},
    {"NIO", 2, NULL, "Cordoba oro"},
    {"NOK", 2, "kr", "Norwegian krone"},
    {"NPR", 2, NULL, "Nepalese rupee"},
    {"NZD", 2, "$", "New Zealand dollar"},
    {"OMR", 3, NULL, "Rial Omani"},
    {"PAB", 2, NULL, "Balboa"},
    {"PEN", 2, NULL, "Sol"},
    {"PGK", 2, NULL, "Kina"},
    {"PHP", 2, "₱", "Philippine peso"},
    {"PKR", 2, NULL, "Pakistan rupee"},
    {"PLN", 2, "zł", "Zloty"},
    {"PYG", 0, "₲", "Guarani"},
    {"QAR", 2, NULL, "Qatari rial"},
    {"RON", 2, NULL, "Romanian leu"},
    {"RSD", 2, NULL, "Serbian dinar"},
    {"RUB", 2, "₽", "Russian ruble"},
    {"RWF", 0, NULL, "Rwanda franc"},
    {"SAR", 2, NULL, "Saudi riyal"},
    {"SBD", 2, "$", "Solomon Islands dollar"},
    {"SCR", 2, NULL, "Seychelles rupee"},
    {"SDG", 2, NULL, "Sudanese pound"},
    {"SEK", 2, "kr", "Swedish krona"},
    {"SGD", 2, "$", "Singapore dollar"},
    {"SHP", 2, "£", "Saint Helena pound"},
    {"SLE", 2, NULL, "Leone"},
    {"SOS", 2, NULL, "Somali shilling"},
    {"SRD", 2, "$", "Surinam dollar"},
    {"SSP", 2, "£", "South Sudanese pound"},
    {"STN", 2, NULL, "Dobra"},
    {"SVC", 2, "₡", "El Salvador colon"},
    {"SYP", 2, "£", "Syrian pound"},
    {"SZL", 2, NULL, "Lilangeni"},
    {"THB", 2, "฿", "Baht"},
    {"TJS", 2, NULL, "Somoni"},
    {"TMT", 2, NULL, "Turkmenistan manat"},
    {"TND", 3, NULL, "Tunisian dinar"},
    {"TOP", 2, NULL, "Paanga"},
    {"TRY", 2, "₺", "Turkish lira"},
    {"TTD", 2, "$", "Trinidad and Tobago dollar"},
    {"TWD", 2, "$", "New Taiwan dollar"},
    {"TZS", 2, NULL, "Tanzanian shilling"},
    {"UAH", 2, "₴", "Hryvnia"},
    {"UGX", 0, NULL, "Uganda shilling"},
    {"USD", 2, "$", "US dollar"},
    {"UYU", 2, "$", "Peso uruguayo"},
    {"UZS", 2, NULL, "Uzbekistan sum"},
    {"VED", 2, NULL, "Bolivar digital"},
    {"VES", 2, NULL, "Bolivar soberano"},
    {"VND", 0, "₫", "Dong"},
    {"VUV", 0, NULL, "Vatu"},
    {"WST", 2, NULL, "Tala"},
    {"XAF", 0, NULL, "CFA franc BEAC"},
    {"XCD", 2, "$", "East Caribbean dollar"},
    {"XCG", 2, NULL, "Caribbean guilder"},
    {"XOF", 0, NULL, "CFA franc BCEAO"},
    {"XPF", 0, NULL, "CFP franc"},
    {"XXX", 2, NULL, "No currency"},
    {"YER", 2, NULL, "Yemeni rial"},
    {"ZAR", 2, "R", "Rand"},
    {"ZMW", 2, NULL, "Zambian kwacha"},
    {"ZWG", 2, NULL, "Zimbabwe Gold"},
};

size_t ri_currency_count(void)
{
    return RI_COUNT(currencies);
}

const struct ri_currency *ri_currency_at(size_t i)
{
    return i < RI_COUNT(currencies) ? &currencies[i] : NULL;
}

const struct ri_currency *ri_currency_find(struct ri_view code)
{
    char upper[4] = {0};
    if (code.length != 3) return NULL;
    for (size_t i = 0; i < 3; i++) {
        const char c = code.at[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    size_t low = 0, high = RI_COUNT(currencies);
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int    order = memcmp(upper, currencies[middle].code, 3);
        if (order == 0) return &currencies[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct ri_currency *ri_currency_of_symbol(struct ri_view symbol)
{
    const struct ri_currency *found = NULL;
    for (size_t i = 0; i < RI_COUNT(currencies); i++) {
        if (!currencies[i].symbol || !ri_view_is(symbol, currencies[i].symbol)) continue;
        if (found) return NULL;
        found = &currencies[i];
    }
    return found;
}
