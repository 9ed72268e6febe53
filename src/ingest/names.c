/* Names of columns. English, German, French, Spanish, Italian, Portuguese, Dutch, Turkish, Polish. */
#include "names.h"

/* Names that several kinds share. */
#define STORE_NAMES                                                                     \
    "store storeid storecode storeno shop shopid shopcode branch branchid location "    \
    "locationid outlet filiale filialnr filialnummer markt magasin codemagasin tienda " \
    "codigotienda negozio codicenegozio loja winkel winkelnummer magaza magazakodu "    \
    "sklep"
#define PRODUCT_NAMES                                                              \
    "product productid productcode sku stockcode item itemid itemcode article "    \
    "articleno gtin ean upc barcode artikel artikelnr artikelnummer codearticle "  \
    "reference produit articulo producto articolo prodotto produto urun urunkodu " \
    "stokkodu towar produkt"
#define CURRENCY_NAMES                                                          \
    "currency currencycode waehrung wahrung devise moneda divisa valuta moeda " \
    "parabirimi waluta"
#define FIRST_DAY_NAMES                                                                 \
    "startson start startdate from fromdate validfrom effectivefrom effectivedate "     \
    "begin begins beginson gultigab von ab beginn startdatum datedebut debut du desde " \
    "fechainicio inicio dal da datainizio inizio datainicio vanaf begindatum "          \
    "baslangic baslangictarihi od datarozpoczecia"
#define LAST_DAY_NAMES                                                                \
    "endson end enddate to todate until validto effectiveto expires gultigbis bis "   \
    "ende enddatum datefin fin au hasta fechafin al a datafine fine datafim fim ate " \
    "tot einddatum bitis bitistarihi do datazakonczenia"

const struct ingest_names ingest_names[] = {
    {RI_SALES, "transaction",
     "transaction transactionid transactionno transactionnumber invoice invoiceno invoiceid "
     "invoicenumber receipt receiptno "
     "receiptid receiptnumber ticket ticketno ticketid order orderid orderno ordernumber basketid "
     "bill billno beleg belegnr "
     "belegnummer bon bonnr bonnummer rechnung rechnungsnr rechnungsnummer auftragsnummer facture "
     "nofacture numerofacture "
     "numfacture ticketdecaisse commande factura numerofactura nofactura pedido scontrino "
     "numeroscontrino fattura "
     "numerofattura recibo cupom notafiscal kassabon bonnetje factuurnummer fatura faturano fisno "
     "fis paragon nrparagonu "
     "numerparagonu faktura nrfaktury"},
    {RI_SALES, "line",
     "line lineno linenumber lineid lineitem position pos posnr positionsnummer ligne noligne "
     "linea numerolinea riga "
     "numeroriga linha regel regelnummer satirno pozycja lp"},
    {RI_SALES, "store",
     "store storeid storecode storeno storenumber storename shop shopid shopcode shopname branch "
     "branchid branchcode outlet "
     "location locationid locationname shoppingmall mall filiale filialnr filialnummer filialname "
     "markt marktnr geschaft "
     "magasin codemagasin boutique tienda codigotienda sucursal negozio codicenegozio puntovendita "
     "loja filial winkel "
     "winkelnummer vestiging magaza magazakodu sube sklep kodsklepu"},
    {RI_SALES, "register",
     "register registerid registerno till tillno pos posid terminal terminalid kasse kassennr "
     "kassennummer caisse nocaisse "
     "caja cassa caixa kassa kasa nrkasy"},
    {RI_SALES, "sold_at",
     "soldat saledate saledatetime saletime sold datetime timestamp date transactiondate "
     "transactiondatetime transactiontime "
     "invoicedate invoicedatetime orderdate orderdatetime createdat purchasedate receiptdate time "
     "datum verkaufsdatum "
     "belegdatum rechnungsdatum kaufdatum zeitpunkt dateheure datevente datefacture fecha "
     "fechaventa fechafactura fechahora "
     "data datavendita dataora datavenda datahora verkoopdatum factuurdatum tarih satistarihi "
     "faturatarihi islemtarihi "
     "datasprzedazy"},
    {RI_SALES, "product",
     "product productid productcode productno productnumber sku skuid stockcode item itemid "
     "itemcode itemno itemnumber "
     "article articleid articleno articlenumber articlecode upc ean gtin barcode materialnumber "
     "artikel artikelnr "
     "artikelnummer codearticle refarticle reference produit codeproduit articulo codigoarticulo "
     "producto codigoproducto "
     "articolo codicearticolo prodotto codiceprodotto produto codigoproduto productnummer urun "
     "urunkodu urunno stokkodu "
     "towar produkt kodproduktu kodtowaru indeks"},
    {RI_SALES, "product_name",
     "productname description productdescription itemname itemdescription articlename "
     "articledescription producttitle title "
     "lineitemname bezeichnung artikelbezeichnung artikelname produktname beschreibung designation "
     "libelle nomproduit "
     "descripcion nombreproducto descrizione nomeprodotto descricao nomeproduto omschrijving "
     "productnaam urunadi aciklama "
     "nazwa nazwaproduktu opis"},
    {RI_SALES, "category",
     "category productcategory categoryname itemcategory productgroup department departmentname "
     "kategorie warengruppe "
     "artikelgruppe categorie famille rayon categoria familia gruppo reparto seccao kategori "
     "urungrubu kategoria "
     "grupatowarowa"},
    {RI_SALES, "customer",
     "customer customerid customerno customernumber customercode client clientid member memberid "
     "membershipno loyaltyid "
     "loyaltycard loyaltynumber shopperid householdid cardno kunde kundennr kundennummer kundenid "
     "codeclient noclient "
     "numeroclient cliente codigocliente idcliente numerocliente codicecliente klant klantnummer "
     "klantid musteri musterino "
     "musterikodu klient klientid nrklienta customeremail buyeremail email"},
    {RI_SALES, "kind",
     "kind saletype transactiontype linetype type belegart vorgangsart typevente tipoventa "
     "tipovendita tipovenda islemtipi "
     "rodzaj"},
    {RI_SALES, "quantity",
     "quantity qty units unitssold quantitysold count pieces numberofcds menge anzahl stuckzahl "
     "stuck quantite qte nombre "
     "cantidad cant unidades quantita qta pezzi quantidade qtd qtde aantal hoeveelheid adet miktar "
     "ilosc sztuk"},
    {RI_SALES, "unit_price",
     "unitprice priceperunit itemprice priceeach sellprice sellingprice retailprice price "
     "lineitemprice einzelpreis "
     "stuckpreis verkaufspreis preis vkpreis prixunitaire prix preciounitario precio "
     "prezzounitario prezzo precounitario "
     "preco stuksprijs prijs eenheidsprijs birimfiyat birimfiyati fiyat cenajednostkowa cena"},
    {RI_SALES, "gross",
     "gross grosssales grossamount total totalprice totalamount totalsales amount amountpaid "
     "linetotal lineamount extendedprice "
     "subtotal sales saleamount salesamount salesvalue revenue turnover value dollarvalue brutto "
     "bruttobetrag betrag summe "
     "gesamt gesamtpreis umsatz positionsbetrag montant montantttc totalttc chiffredaffaires "
     "importe importetotal importo "
     "totale ricavo valor valortotal bedrag totaalbedrag omzet tutar toplam toplamtutar kwota "
     "wartosc wartoscbrutto"},
    {RI_SALES, "discount",
     "discount discountamount discountvalue lineitemdiscount rabatt nachlass rabattbetrag remise "
     "montantremise descuento "
     "sconto desconto korting indirim indirimtutari rabat"},
    {RI_SALES, "tax",
     "tax taxamount vat vatamount salestax mwst mwstbetrag ust steuer steuerbetrag tva montanttva "
     "iva importeiva imposto btw "
     "btwbedrag kdv kdvtutari kwotavat"},
    {RI_SALES, "net",
     "net netsales netamount netvalue netrevenue netto nettobetrag nettoumsatz montantht totalht "
     "neto importeneto "
     "importonetto imponibile valorliquido nettobedrag nettutar wartoscnetto"},
    {RI_SALES, "cost",
     "cost costprice unitcosttotal cogs costofgoods costamount einstand einstandspreis "
     "wareneinsatz kosten cout prixachat "
     "coste costo custo inkoopprijs maliyet koszt"},
    {RI_SALES, "currency",
     "currency currencycode waehrung wahrung devise moneda divisa valuta moeda parabirimi waluta"},
    {RI_SALES, "payment_method",
     "paymentmethod payment paymenttype tender tendertype paidby zahlungsart zahlungsmittel "
     "zahlart moyenpaiement "
     "modepaiement formapago metodopago metododipagamento pagamento formapagamento betaalmethode "
     "betaalwijze odemeyontemi "
     "odemetipi formaplatnosci"},
    {RI_SALES, "origin",
     "origin originaltransaction originalreceipt originalinvoice returnof refundof "
     "originalorderid"},

    {RI_STOCK, "store",
     "store storeid storecode shop shopid branch location locationid warehouse filiale lager "
     "magasin "
     "tienda negozio loja winkel magaza sklep"},
    {RI_STOCK, "product",
     "product productid productcode sku stockcode item itemid itemcode article articleno gtin ean "
     "upc barcode artikel "
     "artikelnr artikelnummer codearticle produit articulo producto articolo prodotto produto urun "
     "urunkodu stokkodu towar "
     "produkt"},
    {RI_STOCK, "counted_at",
     "countedat date datetime timestamp asof snapshotdate stockdate inventorydate datum stichtag "
     "inventurdatum fecha data tarih"},
    {RI_STOCK, "on_hand",
     "onhand stock stockonhand onhandqty quantity qty quantityonhand inventory inventorylevel "
     "inventoryquantity "
     "currentquantity available bestand lagerbestand menge quantite existencias cantidad giacenza "
     "quantita estoque "
     "voorraad stok stokmiktari miktar stan zapas"},
    {RI_STOCK, "on_order",
     "onorder unitsonorder qtyonorder ordered bestellt bestellmenge enpedido encommande besteld "
     "siparis"},
    {RI_STOCK, "reserved",
     "reserved committed allocated reserviert reserve reservado riservato gereserveerd rezerve"},

    {RI_PRODUCTS, "product",
     "product productid productcode sku variantsku stockcode item itemid itemcode id article "
     "articleno artikel artikelnr "
     "artikelnummer codearticle reference produit articulo producto articolo prodotto produto urun "
     "urunkodu stokkodu kod "
     "kodproduktu"},
    {RI_PRODUCTS, "gtin",
     "gtin gtin13 gtin14 ean ean13 upc barcode variantbarcode strichcode codebarres codigobarras "
     "codiceabarre barkod kodkreskowy"},
    {RI_PRODUCTS, "name",
     "name productname title description itemname itemdescription bezeichnung artikelbezeichnung "
     "designation libelle nombre descripcion nome descrizione descricao omschrijving naam urunadi "
     "ad "
     "nazwa"},
    {RI_PRODUCTS, "department",
     "department departmentname division deptid dept abteilung rayon departamento reparto "
     "afdeling"},
    {RI_PRODUCTS, "category",
     "category categoryname productcategory producttype catid googleproductcategory kategorie "
     "warengruppe categorie famille categoria familia kategori kategoria"},
    {RI_PRODUCTS, "subcategory",
     "subcategory subcategoryname unterkategorie untergruppe souscategorie subcategoria "
     "sottocategoria altkategori podkategoria"},
    {RI_PRODUCTS, "brand", "brand vendor manufacturer marke hersteller marque marca merk marka"},
    {RI_PRODUCTS, "unit_cost",
     "unitcost cost costprice costperitem costofgoodssold purchaseprice einstandspreis "
     "einkaufspreis "
     "prixachat coste costo custo inkoopprijs maliyet koszt"},
    {RI_PRODUCTS, "list_price",
     "listprice price unitprice retailprice rrp msrp variantprice verkaufspreis preis prix precio "
     "prezzo preco prijs fiyat cena"},
    {RI_PRODUCTS, "pack_size",
     "packsize casesize unitspercase caseqty packqty gebinde verpackungseinheit colisage "
     "unidadesporcaja koliadedi"},
    {RI_PRODUCTS, "min_order",
     "minorder minorderqty minimumorder moq mindestbestellmenge minimumcommande pedidominimo"},
    {RI_PRODUCTS, "shelf_life_days",
     "shelflifedays shelflife daysoflife haltbarkeit mhdtage dlc vidautil"},
    {RI_PRODUCTS, "supplier",
     "supplier supplierid suppliercode lieferant lieferantennr fournisseur proveedor fornitore "
     "fornecedor leverancier tedarikci dostawca"},
    {RI_PRODUCTS, "status", "status lifecycle statut estado stato durum"},
    {RI_PRODUCTS, "successor", "successor replacedby nachfolger remplacepar"},

    {RI_STORES, "store",
     "store storeid storecode storeno shop shopid branch branchid locationid filialnr filialnummer "
     "filiale "
     "codemagasin magasin codigotienda tienda codicenegozio negozio loja winkelnummer winkel "
     "magazakodu "
     "magaza sklep"},
    {RI_STORES, "name",
     "name storename shopname branchname locationname filialname nom nombre nome naam ad magazaadi "
     "nazwa"},
    {RI_STORES, "region",
     "region area district state gebiet regione regiao regio bolge wojewodztwo"},
    {RI_STORES, "city",
     "city town ort stadt ville ciudad citta cidade stad plaats sehir il miasto"},
    {RI_STORES, "currency",
     "currency currencycode waehrung wahrung devise moneda valuta moeda parabirimi waluta"},
    {RI_STORES, "time_zone",
     "timezone tz zeitzone fuseauhoraire zonahoraria fusoorario fusohorario tijdzone saatdilimi"},
    {RI_STORES, "day_cutoff", "daycutoff cutoff dayend tagesschluss"},
    {RI_STORES, "opened_on",
     "openedon opened opendate openingdate eroffnung eroffnetam ouverture apertura abertura "
     "acilis"},
    {RI_STORES, "closed_on",
     "closedon closed closedate closingdate schliessung geschlossenam fermeture cierre chiusura "
     "kapanis"},
    {RI_STORES, "area_m2",
     "aream2 area sqm squaremetres squaremeters salesarea flache verkaufsflache surface superficie "
     "superficiem2 metrekare"},

    {RI_CUSTOMERS, "customer",
     "customer customerid customerno customernumber id client clientid memberid loyaltyid kundennr "
     "kundennummer kunde codeclient cliente idcliente klantnummer musterino musteri klient"},
    {RI_CUSTOMERS, "name",
     "name fullname customername kundenname nom nombre nome naam adsoyad ad nazwa"},
    {RI_CUSTOMERS, "email", "email emailaddress mail courriel correo eposta"},
    {RI_CUSTOMERS, "phone",
     "phone phonenumber telephone mobile telefon telefono telefone telefoon"},
    {RI_CUSTOMERS, "consent_email",
     "consentemail acceptsmarketing emailconsent acceptsemailmarketing optin newsletter optinemail "
     "emailoptin emailmarketing emailmarketingconsent emailsubscribed marketingemails "
     "einwilligungemail einwilligungmail emaileinwilligung consentementemail consentementcourriel "
     "optinmail consentimientoemail consentimientocorreo consensoemail consentimentoemail "
     "toestemmingemail nieuwsbrief epostaizni zgodaemail"},
    {RI_CUSTOMERS, "consent_sms",
     "consentsms smsconsent acceptssmsmarketing smsmarketing smsmarketingconsent smssubscribed "
     "optinsms smsoptin consentphone phoneconsent optinphone phoneoptin acceptsphone "
     "einwilligungsms smseinwilligung einwilligungtelefon consentementsms consentimientosms "
     "consensosms consentimentosms toestemmingsms smsizni zgodasms"},
    {RI_CUSTOMERS, "consent_post",
     "consentpost postconsent consentmail mailconsent optinpost postoptin directmail "
     "directmailconsent acceptspost consentletters einwilligungpost posteinwilligung "
     "consentementpostal consentementcourrier consentimientopostal consensopostale "
     "consentimentopostal toestemmingpost postaizni zgodapoczta"},
    {RI_CUSTOMERS, "consent_at",
     "consentat consentdate consentedat consenton consentupdatedat optindate optintime optinat "
     "einwilligungam einwilligungsdatum dateconsentement fechaconsentimiento dataconsenso "
     "dataconsentimento toestemmingdatum izintarihi datazgody"},
    {RI_CUSTOMERS, "gender", "gender sex geschlecht sexe sexo sesso genero geslacht cinsiyet plec"},
    {RI_CUSTOMERS, "birth_year",
     "birthyear yearofbirth geburtsjahr anneenaissance anonacimiento annonascita geboortejaar "
     "dogumyili rokurodzenia"},

    {RI_SUPPLIERS, "supplier",
     "supplier supplierid suppliercode vendorid vendor id lieferant lieferantennr fournisseur "
     "proveedor fornitore fornecedor leverancier tedarikci dostawca"},
    {RI_SUPPLIERS, "name", "name suppliername vendorname nom nombre nome naam ad nazwa"},
    {RI_SUPPLIERS, "lead_time_days",
     "leadtimedays leadtime lieferzeit lieferzeittage delai delailivraison plazoentrega "
     "tempodiconsegna levertijd teslimsuresi"},
    {RI_SUPPLIERS, "review_days", "reviewdays reviewperiod orderinterval bestellrhythmus"},
    {RI_SUPPLIERS, "order_days", "orderdays orderweekdays bestelltage"},
    {RI_SUPPLIERS, "minimum_order", "minimumorder minorder minimumordervalue mindestbestellwert"},

    {RI_DEMAND, "series",
     "series seriesid uniqueid id item itemid sku product productid article key store reihe "
     "artikel serie "
     "urun"},
    {RI_DEMAND, "day",
     "day date ds week month period timestamp datum tag jour fecha data giorno tarih gun"},
    {RI_DEMAND, "units",
     "units value y demand sales quantity qty unitssold count menge absatz ventes ventas vendite "
     "vendas "
     "aantal adet miktar ilosc"},
    {RI_DEMAND, "censored", "censored stockout outofstock oos ausverkauft rupture"},

    {RI_FOOTFALL, "store", STORE_NAMES},
    {RI_FOOTFALL, "door",
     "door entrance gate counter sensor sensorid camera zone eingang tur zahler entree "
     "porte entrada puerta ingresso porta ingang kapi wejscie"},
    {RI_FOOTFALL, "interval_start",
     "intervalstart start starttime from datetime timestamp time hour date day datum "
     "uhrzeit zeit beginn tag stunde heure jour fecha hora dia data ora giorno uur dag "
     "tarih saat godzina dzien"},
    {RI_FOOTFALL, "minutes",
     "minutes interval intervalminutes duration minuten dauer dureeminutes minutos minuti "
     "dakika minuty"},
    {RI_FOOTFALL, "counted_in",
     "countedin in visitorsin entries footfall traffic visitors visits count peoplein ins "
     "enter besucher eingange zugange frequenz kunden entrees visiteurs frequentation "
     "entradas visitantes visitas ingressi visitatori bezoekers binnen ziyaretci giris "
     "wejscia odwiedzajacy"},
    {RI_FOOTFALL, "counted_out",
     "countedout out visitorsout exits peopleout outs leave ausgange abgange sorties "
     "salidas uscite saidas vertrek buiten cikis wyjscia"},

    {RI_PRICES, "product", PRODUCT_NAMES},
    {RI_PRICES, "store", STORE_NAMES},
    {RI_PRICES, "kind",
     "kind type pricetype pricelist art preisart typ typeprix tipo tipoprecio tipoprezzo "
     "soort fiyattipi rodzaj"},
    {RI_PRICES, "starts_on", FIRST_DAY_NAMES " date day week datum tag fecha data tarih"},
    {RI_PRICES, "ends_on", LAST_DAY_NAMES},
    {RI_PRICES, "price",
     "price unitprice sellprice sellingprice retailprice listprice newprice amount preis "
     "verkaufspreis vkpreis einzelpreis prix prixunitaire precio prezzo preco prijs fiyat "
     "birimfiyat cena"},
    {RI_PRICES, "currency", CURRENCY_NAMES},

    {RI_PROMOTIONS, "promotion",
     "promotion promotionid promotioncode promo promoid promocode campaign campaignid "
     "campaigncode offer offerid offercode aktion aktionsnr aktionsnummer kampagne "
     "campagne campana promocion promozione campagna promocao actie kampanya promocja kod"},
    {RI_PROMOTIONS, "name",
     "name promotionname campaignname title description bezeichnung titel nom libelle "
     "nombre descripcion nome descrizione descricao naam omschrijving ad nazwa"},
    {RI_PROMOTIONS, "starts_on", FIRST_DAY_NAMES},
    {RI_PROMOTIONS, "ends_on", LAST_DAY_NAMES},
    {RI_PROMOTIONS, "mechanics",
     "mechanics mechanic mechanism type promotiontype offertype kind aktionsart mechanik "
     "art mecanique typ tipo meccanica mecanica soort tur mechanika"},
    {RI_PROMOTIONS, "discount_percent",
     "discountpercent percent percentoff discountpct pct discount discountrate "
     "rabattprozent rabatt prozent remise pourcentage descuento porcentaje sconto "
     "percentuale desconto percentual korting procent indirim yuzde rabat"},
    {RI_PROMOTIONS, "price",
     "price promoprice promotionprice specialprice offerprice saleprice aktionspreis preis"
     " prixpromo prix preciopromocion precio prezzopromo prezzo preco actieprijs prijs "
     "fiyat cena"},
    {RI_PROMOTIONS, "currency", CURRENCY_NAMES},
    {RI_PROMOTIONS, "category",
     "category categoryname productcategory kategorie warengruppe categorie famille "
     "categoria familia kategori kategoria"},
    {RI_PROMOTIONS, "products",
     "products skus items articles productids produkte produits productos prodotti "
     "produtos producten urunler produkty"
     " " PRODUCT_NAMES},
    {RI_PROMOTIONS, "stores",
     "stores shops branches locations filialen markte magasins tiendas negozi lojas "
     "winkels magazalar sklepy"
     " " STORE_NAMES},

    {RI_ORDERS, "order",
     "order orderid orderno ordernumber po pono ponumber purchaseorder purchaseorderno "
     "purchaseorderid bestellung bestellnr bestellnummer commande nocommande numcommande "
     "pedido numeropedido ordine numeroordine encomenda bestelnummer siparis siparisno "
     "zamowienie nrzamowienia"},
    {RI_ORDERS, "line",
     "line lineno linenumber lineid position pos posnr ligne linea riga linha regel satir "
     "pozycja lp"},
    {RI_ORDERS, "store", STORE_NAMES " warehouse destination shipto lager lieferort"},
    {RI_ORDERS, "supplier",
     "supplier supplierid suppliercode vendor vendorid lieferant lieferantennr fournisseur"
     " proveedor fornitore fornecedor leverancier tedarikci dostawca"},
    {RI_ORDERS, "product", PRODUCT_NAMES},
    {RI_ORDERS, "ordered_at",
     "orderedat orderedon orderdate ordertime placedat createdat date datum bestelldatum "
     "bestelltam datecommande fechapedido fecha dataordine data dataencomenda besteldatum "
     "siparistarihi tarih datazamowienia"},
    {RI_ORDERS, "expected_on",
     "expectedon expected expecteddate expectedat duedate due eta deliverydate "
     "promiseddate lieferdatum liefertermin erwartet datelivraison livraisonprevue "
     "fechaentrega entrega dataconsegna consegnaprevista dataentrega leverdatum "
     "teslimtarihi datadostawy"},
    {RI_ORDERS, "received_on",
     "receivedon receiveddate receivedat receiptdate arrivedon deliveredon received "
     "wareneingang eingangsdatum erhaltenam daterecue recule recibidoel fecharecepcion "
     "ricevutoil dataricezione recebidoem ontvangenop teslimalinma dataprzyjecia"},
    {RI_ORDERS, "quantity",
     "quantity qty units orderedqty orderedquantity qtyordered quantityordered "
     "orderquantity menge bestellmenge anzahl quantite qte cantidad quantita quantidade "
     "aantal miktar adet ilosc"},
    {RI_ORDERS, "received",
     "received receivedqty receivedquantity qtyreceived quantityreceived deliveredqty "
     "liefermenge eingangsmenge quantiterecue cantidadrecibida quantitaricevuta "
     "quantidaderecebida ontvangenaantal teslimmiktari iloscprzyjeta"},
    {RI_ORDERS, "unit_cost",
     "unitcost cost costprice price unitprice purchaseprice einkaufspreis ekpreis "
     "einstandspreis stuckpreis preis prixachat prix coste costo custo precio prezzo "
     "inkoopprijs maliyet birimmaliyet koszt cena"},
    {RI_ORDERS, "currency", CURRENCY_NAMES},
    {RI_ORDERS, "status", "status orderstatus state zustand statut estado stato durum stan"},

    {RI_HOLIDAYS, "region",
     "region regions state province county land bundesland area gebiet regione provincia "
     "comunidad regiao estado regio provincie bolge il wojewodztwo"},
    {RI_HOLIDAYS, "day",
     "day date ds holidaydate datum tag jour fecha dia data giorno dag tarih gun dzien"},
    {RI_HOLIDAYS, "name",
     "name holiday holidayname localname title description feiertag bezeichnung nom "
     "jourferie libelle nombre festivo nome festivita descrizione feriado naam feestdag ad"
     " tatil nazwa swieto"},
    {RI_HOLIDAYS, "kind", "kind type typ art category tipo soort tur rodzaj"},
    {RI_HOLIDAYS, "moved",
     "moved observed shifted substitute transferred verschoben ersatz deplace trasladado "
     "spostato transferido verplaatst"},

    {RI_PLAN, "version",
     "version plan planversion scenario budget szenario versione versao versie senaryo "
     "wersja"},
    {RI_PLAN, "store", STORE_NAMES},
    {RI_PLAN, "category",
     "category categoryname productcategory department kategorie warengruppe abteilung "
     "categorie famille rayon categoria familia reparto kategori kategoria"},
    {RI_PLAN, "period",
     "period month date day week quarter year monat periode zeitraum datum tag woche "
     "quartal jahr mois semaine trimestre annee periodo mes fecha semana ano mese data "
     "settimana anno maand kwartaal jaar donem ay hafta yil okres miesiac"},
    {RI_PLAN, "revenue",
     "revenue sales netsales plannedrevenue plannedsales planrevenue turnover target "
     "budget amount net umsatz planumsatz ziel nettoumsatz chiffredaffaires ca objectif "
     "ventas ingresos objetivo ricavi fatturato vendite obiettivo vendas receita meta "
     "omzet doel ciro satis hedef przychod sprzedaz"},
    {RI_PLAN, "units",
     "units quantity qty plannedunits volume menge absatz stuck quantite cantidad unidades"
     " quantita pezzi quantidade aantal adet miktar ilosc"},
    {RI_PLAN, "margin",
     "margin grossmargin plannedmargin grossprofit profit marge rohertrag rohgewinn "
     "deckungsbeitrag margen margine margem brutomarge kar marj marza"},
    {RI_PLAN, "currency", CURRENCY_NAMES},

    {RI_FORECAST, "series", "series seriesid seriesname uniqueid timeseries zeitreihe serie"},
    {RI_FORECAST, "product", PRODUCT_NAMES},
    {RI_FORECAST, "store", STORE_NAMES},
    {RI_FORECAST, "made_on",
     "madeon origin cutoff forecastdate createdon asof issued issuedon erstelltam stand origine"},
    {RI_FORECAST, "day",
     "day date ds time timestamp targetdate target period datum tag zeit jour fecha dia data "
     "giorno dag tarih gun dzien"},
    {RI_FORECAST, "mean",
     "mean forecast prediction predicted yhat expected point value units prognose vorhersage "
     "erwartet prevision pronostico previsione previsao voorspelling tahmin prognoza"},

    {RI_RATES, "base",
     "base from basecurrency fromcurrency basiswahrung von devisebase de monedabase desde "
     "valutabase da"},
    {RI_RATES, "quote",
     "quote to quotecurrency tocurrency target counter zielwahrung nach vers a"
     " " CURRENCY_NAMES},
    {RI_RATES, "day",
     "day date ds timeperiod datum tag jour fecha dia data giorno dag tarih gun dzien"},
    {RI_RATES, "rate",
     "rate exchangerate fxrate value obsvalue close kurs wechselkurs taux cours "
     "tipodecambio tasa tasso cambio taxa koers kur oran kurswalut"},
};
const size_t ingest_names_count = RI_COUNT(ingest_names);

bool ingest_is_personal(const char *normal)
{
    static const char *const parts[] = {
        "email",     "phone",       "telefon",      "firstname",    "lastname",     "surname",
        "fullname",  "middlename",  "billingname",  "shippingname", "customername", "kundenname",
        "vorname",   "nachname",    "address",      "adresse",      "street",       "strasse",
        "birthdate", "dateofbirth", "geburtsdatum", "iban"};
    for (size_t i = 0; i < RI_COUNT(parts); i++) {
        if (strstr(normal, parts[i])) return true;
    }
    return false;
}

void ingest_normalise(struct ri_view name, char *to, size_t room)
{
    /* U+00C0 .. U+017F without their accents; '?' is left out */
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty"
                                "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllll?"
                                "?llnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    size_t            n = 0;
    for (size_t i = 0; i < name.length && n + 1 < room; i++) {
        const unsigned char c = (unsigned char)name.at[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            to[n++] = (char)c;
        else if (c >= 'A' && c <= 'Z')
            to[n++] = (char)(c | 0x20);
        else if (c >= 0xc3 && c <= 0xc5 && i + 1 < name.length) {
            const unsigned code = (c & 0x1fu) << 6 | ((unsigned char)name.at[++i] & 0x3fu);
            if (code >= 0xc0 && code - 0xc0 < sizeof plain - 1 && plain[code - 0xc0] != '?')
                to[n++] = plain[code - 0xc0];
        }
    }
    to[n] = '\0';
}
